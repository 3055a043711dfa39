package widget

import "tiexin/internal/platform/manifest"

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	return manifest.Module{Name: "widget", Operations: s.Operations, Frames: s.Frames}
}
