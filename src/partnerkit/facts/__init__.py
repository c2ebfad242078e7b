"""The frozen nouns; the map follows."""
