//! Your copies of the exercises of stage 2 lie in `src/bin`, one program each.
