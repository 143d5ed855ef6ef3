"""How a running stack is: each stage by what it measures of itself, each collection by what the gateway knows."""
