"""Teams: reading what students hand in, and running it where it can harm nobody."""
