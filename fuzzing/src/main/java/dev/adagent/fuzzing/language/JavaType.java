package dev.adagent.fuzzing.language;

import java.util.List;

/** The primitive types of Java. */
enum JavaType {
    BOOLEAN("boolean", 'Z'),
    BYTE("byte", 'B'),
    SHORT("short", 'S'),
    CHAR("char", 'C'),
    INT("int", 'I'),
    LONG("long", 'J'),
    FLOAT("float", 'F'),
    DOUBLE("double", 'D');

    static final List<JavaType> NUMBERS = List.of(BYTE, SHORT, CHAR, INT, LONG, FLOAT, DOUBLE);

    private final String text;
    private final char letter;

    JavaType(String text, char letter) {
        this.text = text;
        this.letter = letter;
    }

    /** The keyword. */
    String text() {
        return text;
    }

    /** As in descriptors. */
    char letter() {
        return letter;
    }

    boolean isReal() {
        return this == FLOAT || this == DOUBLE;
    }

    /** byte, short or char: computed as int. */
    boolean isNarrow() {
        return this == BYTE || this == SHORT || this == CHAR;
    }

    /** The type of its zero in source. */
    String zero() {
        return switch (this) {
            case BOOLEAN -> "false";
            case LONG -> "0L";
            case FLOAT -> "0f";
            case DOUBLE -> "0.0";
            case INT -> "0";
            default -> "(" + text + ") 0";
        };
    }
}
