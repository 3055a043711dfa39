package main

import (
	"context"
	"fmt"
	"time"

	"tiexin/internal/app"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
)

type restoreCmd struct {
	config.Config `embed:""`
	From          string `help:"Backup to read." required:"" type:"existingfile"`
}

// Run restores into an empty folder or database.
func (r *restoreCmd) Run() error {
	setLog(r.LogLevel)
	m, err := app.Restore(context.Background(), r.Config, clock.System{}, r.From)
	if err != nil {
		return err
	}
	fmt.Printf("恢复完成 (restored)：备份时间 %s，摘要一致；所有登录已失效，待发内容暂缓发送。\n", m.MadeAt.Format(time.RFC3339))
	return nil
}
