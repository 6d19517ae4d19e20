from . import (
    test_currencies,
    test_instalments,
    test_netting,
    test_screens,
    test_two_companies,
)
