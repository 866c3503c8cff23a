package dev.adagent.transform.job;

/** The stages whose result {@code -Dadagent.dump} shows, in the order in which they run. */
public enum Stage {
    LIFTED("1-lifted"),
    BEFORE_RESOLVE("2-before-resolve"),
    AFTER_RESOLVE("3-after-resolve"),
    EXPANDED("4-expanded"),
    OPTIMISED("5-optimised");

    private final String fileName;

    Stage(String fileName) {
        this.fileName = fileName;
    }

    /** Name without extension of the file that holds the stage's IR. */
    public String fileName() {
        return fileName;
    }
}
