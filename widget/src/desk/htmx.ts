// htmx finds its attributes by itself; nothing of ours calls it.
import "htmx.org";
