"""The program that is baked into an image: what untrusted code finds instead of a computer.

Its modules run inside the guest; those that the guest alone has (`wit_world`) are imported late, so
that everything else can also be tested outside.
"""
