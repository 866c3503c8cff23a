package dev.adagent.transform.ir;

/**
 * Names a field. Text form {@code owner.name:descriptor}.
 *
 * @param owner internal name of the class that declares it
 * @param name field name
 * @param descriptor JVM descriptor
 */
public record FieldRef(String owner, String name, String descriptor) {
    @Override
    public String toString() {
        return owner + "." + name + ":" + descriptor;
    }
}
