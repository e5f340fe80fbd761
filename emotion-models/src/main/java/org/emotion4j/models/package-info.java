/**
 * Model back ends on DJL: {@code pytorch} for TorchScript, and {@code onnxruntime} for ONNX where
 * its engine is on the class path. The bundled models lie beside them as resources.
 */
@NullMarked
package org.emotion4j.models;

import org.jspecify.annotations.NullMarked;
