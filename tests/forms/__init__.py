"""Forms made up for tests: contents, PDF makers and what a reader must get from them."""
