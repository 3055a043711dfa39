package job

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// errorLog says once per try that a job failed; River tries again by itself.
type errorLog struct{}

func (errorLog) HandleError(ctx context.Context, j *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	slog.WarnContext(ctx, "job failed", "job", j.Kind, "attempt", j.Attempt, "err", err)
	return nil
}

func (errorLog) HandlePanic(ctx context.Context, j *rivertype.JobRow, p any, trace string) *river.ErrorHandlerResult {
	slog.ErrorContext(ctx, "job panicked", "job", j.Kind, "attempt", j.Attempt, "panic", fmt.Sprint(p), "stack", trace)
	return nil
}
