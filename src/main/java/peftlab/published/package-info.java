/** Tables as papers printed them, beside what is counted and measured here. */
package peftlab.published;
