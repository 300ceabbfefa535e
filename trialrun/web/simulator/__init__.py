"""The laboratory: a story on a page, predictions, futures side by side, map, exports."""
