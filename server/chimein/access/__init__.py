"""The only way in which a request obtains a thing. Permission is part of the getting; absent looks like forbidden."""
