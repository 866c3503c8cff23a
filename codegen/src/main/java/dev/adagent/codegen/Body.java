package dev.adagent.codegen;

/** Collects the LLVM assembly of one IR block, which checks may split into several LLVM blocks. */
final class Body {
    private final StringBuilder text = new StringBuilder();
    private final String first;
    private String label;
    private int splits;
    private int temps;
    private String debug = "";

    Body(String label) {
        this.first = label;
        this.label = label;
    }

    /** Suffix of every instruction until the next call: its debug location, or nothing. */
    void setDebug(String suffix) {
        debug = suffix;
    }

    /** Label of the LLVM block that is being written. */
    String label() {
        return label;
    }

    /** A label that nothing else in the function has. */
    String freshLabel() {
        return first + ".s" + splits++;
    }

    void begin(String newLabel) {
        text.append(newLabel).append(":\n");
        label = newLabel;
    }

    /** An instruction without a result. */
    void line(String instruction) {
        text.append("  ").append(instruction).append(debug).append('\n');
    }

    /** An instruction whose result is wanted under that name. */
    void named(String name, String instruction) {
        line(name + " = " + instruction);
    }

    /** An instruction with a fresh name, which is returned. */
    String value(String instruction) {
        String name = "%" + first + ".t" + temps++;
        named(name, instruction);
        return name;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
