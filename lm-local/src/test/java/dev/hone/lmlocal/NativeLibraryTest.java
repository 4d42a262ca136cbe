package dev.hone.lmlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {

  @Test
  void every_platform_that_has_a_library_finds_it() {
    assertThat(NativeLibrary.resource("Linux", "amd64"))
        .isEqualTo("de/kherud/llama/Linux/x86_64/libjllama.so");
    assertThat(NativeLibrary.resource("Mac OS X", "aarch64"))
        .isEqualTo("de/kherud/llama/Mac/aarch64/libjllama.dylib");
  }

  @Test
  void others_are_told_what_to_use_instead() {
    assertThatThrownBy(() -> NativeLibrary.resource("Windows 11", "amd64"))
        .isInstanceOf(LocalModelException.class)
        .hasMessageContaining("Windows 11")
        .hasMessageContaining("ollama/");
  }

  @Test
  void a_missing_system_library_is_named_with_its_package() {
    var why =
        "libjllama.so: libgomp.so.1: cannot open shared object file: No such file or directory";
    assertThat(NativeLibrary.explain(Path.of("libjllama.so"), why))
        .contains("libgomp.so.1")
        .contains("apt-get install libgomp1");
  }
}
