/** Folders with an adapter, in the format of Hugging Face PEFT; knows no method. */
package peftlab.checkpoint.adapter;
