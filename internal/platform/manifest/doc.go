// Package manifest says what a module may bring (模块清单): the only way a
// module registers anything. app reads the manifests in the order of its list
// and wires them; after that nothing changes while the program runs.
package manifest
