"""The desk's pages: facts to HTML, by templates of its own."""
