from . import (
    test_currencies,
    test_instalments,
    test_netting,
    test_two_companies,
)
