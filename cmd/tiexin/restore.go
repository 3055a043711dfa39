package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tiexin/internal/app"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
)

type restoreCmd struct {
	config.Config `embed:""`
	From          string `help:"Backup to read." required:"" type:"existingfile"`
	SHA256        string `name:"sha256" help:"Digest that the backup printed; another file is refused."`
}

// Run restores into an empty folder or database.
func (r *restoreCmd) Run() error {
	setLog(r.LogLevel)
	digest, err := app.DigestOf(r.From)
	if err != nil {
		return err
	}
	if r.SHA256 != "" && !strings.EqualFold(r.SHA256, digest) {
		return fmt.Errorf("%s: SHA-256 %s，不是给出的那一份 (is not the file that the digest names)", r.From, digest)
	}
	m, err := app.Restore(context.Background(), r.Config, clock.System{}, r.From)
	if err != nil {
		return err
	}
	fmt.Printf("恢复完成 (restored)：备份时间 %s，摘要一致；所有登录已失效，日历订阅地址已全部更换，待发内容暂缓发送。\n", m.MadeAt.Format(time.RFC3339))
	fmt.Print("  备份之后换过会员识别密钥的渠道，请再换一次：旧密钥随备份回来了。\n  (Channels whose identity secret was replaced since the backup: replace it again, for the old one came back.)\n")
	if r.SHA256 == "" {
		fmt.Printf("  注意：没有给 --sha256，只知道备份自身完整，不能证明没有被换过；它是 %s\n  (Mind: without --sha256 the backup is known to be whole, not to be the one that was made.)\n", digest)
	}
	for _, name := range m.Odd {
		fmt.Printf("  注意：附件在备份里就与上传时不同，不会发给任何人 (this file was damaged in the backup already; nobody will be sent it)：%s\n", name)
	}
	if m.Seal == "" {
		fmt.Print("  注意：这份备份没有封印（旧版本所做），清单不能证明任何内容。\n  (Mind: this backup carries no seal, as those of older versions; its manifest proves nothing.)\n")
	}
	return nil
}
