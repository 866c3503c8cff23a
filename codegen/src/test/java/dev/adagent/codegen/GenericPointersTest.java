package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GenericPointersTest {
    @Test
    void spaceZeroIsLlvmsOwn() {
        String text = "  %a = load i32, ptr %p\n";
        assertThat(GenericPointers.in(0, text)).isSameAs(text);
    }

    @Test
    void everyPointerWithoutASpaceGetsOne() {
        assertThat(GenericPointers.in(4, """
                define void @f(ptr noalias %p, { ptr, i32 } %q, ptr addrspace(1) %r.in) {
                  %x = addrspacecast ptr addrspace(1) %r.in to ptr
                  %c = icmp eq ptr %x, null
                  store i32 0, ptr addrspacecast (ptr addrspace(3) @s to ptr)
                  call void @llvm.memset.p0.i64(ptr align 8 %p, i8 0, i64 8, i1 false)
                """)).isEqualTo("""
                define void @f(ptr addrspace(4) noalias %p, { ptr addrspace(4), i32 } %q, ptr addrspace(1) %r.in) {
                  %x = addrspacecast ptr addrspace(1) %r.in to ptr addrspace(4)
                  %c = icmp eq ptr addrspace(4) %x, null
                  store i32 0, ptr addrspace(4) addrspacecast (ptr addrspace(3) @s to ptr addrspace(4))
                  call void @llvm.memset.p4.i64(ptr addrspace(4) align 8 %p, i8 0, i64 8, i1 false)
                """);
    }

    @Test
    void namesAndStringsAreNoTypes() {
        String text = """
                define void @ptr(i32 %ptr, i32 %a.ptr) {
                !5 = !DIFile(filename: "a ptr b", directory: "")
                ; a ptr
                """;
        assertThat(GenericPointers.in(4, text)).isEqualTo(text);
        assertThat(GenericPointers.in(4, "!4 = !{ptr @f}")).isEqualTo("!4 = !{ptr addrspace(4) @f}");
    }
}
