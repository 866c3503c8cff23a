package dev.adagent.transform.link;

import dev.adagent.transform.link.ClassFormat.Malformed;

/** The attributes that hold no code (JVMS §4.7); unknown ones may hold anything. */
final class AttributeFormat {
    private static final int DEEPEST = 60;

    private final byte[] file;
    private final Pool pool;
    private final String name;
    private final int end;
    private int at;

    AttributeFormat(byte[] file, Pool pool, String name, int at, int end) {
        this.file = file;
        this.pool = pool;
        this.name = name;
        this.at = at;
        this.end = end;
    }

    /** @throws Malformed if the content does not fill the attribute, or names constants of the wrong kind */
    void check() {
        switch (name) {
            case "Deprecated", "Synthetic" -> {
                // Empty.
            }
            case "Signature", "SourceFile" -> pool.utf8(u2());
            case "ConstantValue" -> pool.expectLoadable(u2());
            case "NestHost" -> pool.className(u2());
            case "EnclosingMethod" -> enclosingMethod();
            case "Exceptions", "NestMembers", "PermittedSubclasses" -> classes();
            case "InnerClasses" -> innerClasses();
            case "MethodParameters" -> {
                for (int n = u1(); n > 0; n--) {
                    optionalUtf8(u2());
                    skip(2);
                }
            }
            case "Record" -> components();
            case "AnnotationDefault" -> value(0);
            case "RuntimeVisibleAnnotations", "RuntimeInvisibleAnnotations" -> annotations();
            case "RuntimeVisibleParameterAnnotations", "RuntimeInvisibleParameterAnnotations" -> {
                for (int n = u1(); n > 0; n--) {
                    annotations();
                }
            }
            default -> at = end;
        }
        if (at != end) {
            throw new Malformed("the attribute " + name + " has another length than it says");
        }
    }

    private void enclosingMethod() {
        pool.className(u2());
        int method = u2();
        if (method != 0) {
            pool.expect(method, Pool.NAME_AND_TYPE);
        }
    }

    private void classes() {
        for (int n = u2(); n > 0; n--) {
            pool.className(u2());
        }
    }

    private void innerClasses() {
        for (int n = u2(); n > 0; n--) {
            pool.className(u2());
            int outer = u2();
            if (outer != 0) {
                pool.className(outer);
            }
            optionalUtf8(u2());
            skip(2);
        }
    }

    private void components() {
        for (int n = u2(); n > 0; n--) {
            pool.utf8(u2());
            String descriptor = pool.utf8(u2());
            if (!Descriptors.isField(descriptor)) {
                throw new Malformed("a record component of type " + descriptor);
            }
            for (int attributes = u2(); attributes > 0; attributes--) {
                String nested = pool.utf8(u2());
                long length = (long) u2() << 16 | u2();
                if (length > end - at || nested.equals("Record")) {
                    throw new Malformed("the attribute " + nested + " of a record component");
                }
                new AttributeFormat(file, pool, nested, at, at + (int) length).check();
                at += (int) length;
            }
        }
    }

    private void annotations() {
        for (int n = u2(); n > 0; n--) {
            annotation(0);
        }
    }

    private void annotation(int depth) {
        if (!Descriptors.isField(pool.utf8(u2()))) {
            throw new Malformed("an annotation of no type");
        }
        for (int n = u2(); n > 0; n--) {
            pool.utf8(u2());
            value(depth + 1);
        }
    }

    private void value(int depth) {
        if (depth > DEEPEST) {
            throw new Malformed("annotations nested too deep");
        }
        int tag = u1();
        switch (tag) {
            case 'B', 'C', 'I', 'S', 'Z' -> pool.expect(u2(), Pool.INTEGER);
            case 'D' -> pool.expect(u2(), Pool.DOUBLE);
            case 'F' -> pool.expect(u2(), 4);
            case 'J' -> pool.expect(u2(), Pool.LONG);
            case 's', 'c' -> pool.utf8(u2());
            case 'e' -> {
                pool.utf8(u2());
                pool.utf8(u2());
            }
            case '@' -> annotation(depth + 1);
            case '[' -> {
                for (int n = u2(); n > 0; n--) {
                    value(depth + 1);
                }
            }
            default -> throw new Malformed("an annotation's value of tag " + tag);
        }
    }

    private void optionalUtf8(int index) {
        if (index != 0) {
            pool.utf8(index);
        }
    }

    private void skip(int bytes) {
        for (int i = 0; i < bytes; i++) {
            u1();
        }
    }

    private int u1() {
        if (at >= end) {
            throw new Malformed("the attribute " + name + " ends in the middle");
        }
        return file[at++] & 255;
    }

    private int u2() {
        return u1() << 8 | u1();
    }
}
