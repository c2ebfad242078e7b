"""What somebody else may build on partnerkit, with its public names alone."""
