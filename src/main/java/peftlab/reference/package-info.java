/** Published models and tables: what can be counted without weights, and what papers printed. */
package peftlab.reference;
