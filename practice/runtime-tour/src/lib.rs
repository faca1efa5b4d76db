//! Your copies of the exercises of stage 5 lie in `src/bin`, one program each.
