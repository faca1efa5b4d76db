//! Doubles some numbers.

use tulip_conformance::Check;

use crate::exercise::double;

pub fn check(check: &mut Check) {
    check.step("double 2");
    check.equal(double(2), 4);
    check.step("double 3");
    check.equal(double(3), 6);
}
