//! Settings and keys, in layers: built in, then the person's file, then the command line.
