"""All of it -> cited passages: what a story page tells, sentence by sentence, and the words that support it."""
