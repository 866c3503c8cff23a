package dev.adagent.transform.link;

/**
 * Something in a class file that does not link.
 *
 * @param className internal name of the class
 * @param method name and descriptor of the method, or null if it stands elsewhere in the class
 * @param line Java line, or 0 if unknown
 * @param what what is wrong
 * @param advice what to do
 * @param missing internal name of the class that is not there, or null if it is something else
 */
public record Finding(String className, String method, int line, String what, String advice, String missing) {
    static final String MISSING = "put the jar that holds it on the class path of the check, and of the app";

    /** Something other than a missing class. */
    public Finding(String className, String method, int line, String what, String advice) {
        this(className, method, line, what, advice, null);
    }

    /** Where and what, apart from the line: equal for the same fault before and after a rewrite. */
    public String key() {
        return className + '\0' + method + '\0' + what;
    }

    @Override
    public String toString() {
        String where =
                className.replace('/', '.') + (method == null ? "" : "#" + method) + (line > 0 ? ":" + line : "");
        return where + ": " + what + "; " + advice;
    }
}
