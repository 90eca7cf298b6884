"""Task CE: one policy in our language beside the hand-written program that decides the same."""
