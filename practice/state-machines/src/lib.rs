//! Your copies of the exercises of stage 1 lie in `src/bin`, one program each.
