"""The model: law, decisions, agents, record. Knows nothing of configuration, files, figures or browsers."""
