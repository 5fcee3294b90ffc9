"""The jail of Linux: processes that shut themselves in, and the pipes that lead to them."""
