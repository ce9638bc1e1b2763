"""The desk: pages for those who sign in. Plain HTML and forms; where there is script, htmx swaps parts of them."""
