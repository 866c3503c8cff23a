package dev.adagent.transform.ir;

/**
 * Names a field. Text form {@code owner.name:descriptor}.
 *
 * @param owner internal name of the class that declares it
 * @param name field name
 * @param descriptor JVM descriptor
 */
public record FieldRef(String owner, String name, String descriptor) {
    /** Reads the text form. @throws IllegalArgumentException if it is none */
    public static FieldRef parse(String text) {
        int colon = text.indexOf(':');
        int dot = colon < 0 ? -1 : text.lastIndexOf('.', colon);
        if (dot <= 0) {
            throw new IllegalArgumentException("a field is owner.name:descriptor, not " + text);
        }
        return new FieldRef(text.substring(0, dot), text.substring(dot + 1, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return owner + "." + name + ":" + descriptor;
    }
}
