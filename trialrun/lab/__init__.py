"""What is about a played story and knows no HTTP: the laboratory behind the simulator's pages.

Works out from an address what is shown, why it came so, and which addresses lead on.
"""
