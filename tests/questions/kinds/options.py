"""Options for tests of `choice` and `choices`, about the run of `a_scenario`. No test in here."""

from tests.build import an_option

TRUE = an_option("c's first write is there", 'tables["menu"].rows == 40')
NONE = an_option("nothing is there", 'tables["bronze"].rows == 0')
BOTH = an_option("c's second write is there", 'tables["price"].rows == 40')
ALSO = an_option("a's write is there", 'tables["bronze"].rows == 1000')

BLANK = "Pick an answer first, then send it."
FOREIGN = "That option is not part of this question. Pick one shown here."
