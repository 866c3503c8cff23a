package dev.adagent.transform.ir;

/** Text that is no IR: says where and why. */
public final class IrParseException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final int line;
    private final int column;

    IrParseException(int line, int column, String what, Throwable cause) {
        super("line " + line + ", column " + column + ": " + what, cause);
        this.line = line;
        this.column = column;
    }

    /** Line, from 1. */
    public int line() {
        return line;
    }

    /** Column, from 1. */
    public int column() {
        return column;
    }
}
