"""The back door: what the owner does from the shell, through a running server or, where there is none, in its stead."""
