"""SQL models, and how all models are built in graph order."""
