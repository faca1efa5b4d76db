//! Your copies of the exercises of stage 3 lie in `src/bin`, one program each.
