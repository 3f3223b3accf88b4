/** Compares parameter-efficient fine-tuning methods on one shared transformer. */
package peftlab;
