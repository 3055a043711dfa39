package main

import (
	"context"
	"fmt"
	"os"

	"tiexin/internal/app"
	"tiexin/internal/platform/config"
)

type backupCmd struct {
	config.Config `embed:""`
	To            string `help:"File to write; it must not exist." required:"" type:"path"`
	LeaveBroken   bool   `name:"leave-broken" help:"Leave files out that differ from what was uploaded, instead of making no backup."`
}

// Run writes the backup; the server may go on running.
func (b *backupCmd) Run() error {
	return withApp(b.Config, func(ctx context.Context, a *app.App) error {
		a.Tell = func(text string) { fmt.Fprintln(os.Stderr, text) }
		a.LeaveBroken = b.LeaveBroken
		out, err := a.Backup(ctx, b.To)
		if err != nil {
			return err
		}
		var rows int64
		for _, t := range out.Manifest.Tables {
			rows += t.Rows
		}
		fmt.Printf("备份完成 (done)：%s，%d 张表 %d 行，%d 个文件，%d 字节\n", b.To, len(out.Manifest.Tables), rows, len(out.Manifest.Files), out.Size)
		fmt.Printf("  SHA-256 %s\n  请把这一行记在别处：恢复时比对它，才能证明备份没有被换过 (keep it elsewhere; only it proves that the file is this one)\n", out.SHA256)
		for _, name := range out.Manifest.Missing {
			fmt.Printf("  附件缺失 (attachment missing)：%s\n", name)
		}
		for _, name := range out.Manifest.Broken {
			fmt.Printf("  附件已损坏，未备份 (attachment damaged, left out)：%s\n", name)
		}
		return nil
	})
}
