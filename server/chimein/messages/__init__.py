"""The wire's vocabulary: what comes in, what goes out; separate types for public and writer's views. Never stored."""
