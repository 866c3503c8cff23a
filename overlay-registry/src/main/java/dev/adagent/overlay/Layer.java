package dev.adagent.overlay;

/** Where a table stands in a view; the first constant is on top. */
public enum Layer {
    /** Tables of the app. */
    APP,
    /** Tables of the back end that the job is compiled for. */
    BACKEND,
    /** What holds for every back end. */
    GLOBAL
}
