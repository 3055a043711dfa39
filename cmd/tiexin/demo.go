package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tiexin/internal/app"
	"tiexin/internal/demo/worlds/shop"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/fault"
)

type demoCmd struct {
	config.Config `embed:""`
	World         string `help:"Which sample organisation: shop (小满衣橱, a clothes shop)." default:"shop" enum:"shop"`
	Size          string `help:"small (seconds) or full (a busy year, about a minute)." default:"small" enum:"small,full,bench"`
	Conversations int    `help:"For measurements, with --size bench." default:"10000" hidden:""`
	Seed          uint64 `help:"The same seed makes the same world." default:"1" hidden:""`
}

// Run fills an empty data folder or database with a sample world.
func (d *demoCmd) Run() error {
	return with(app.Open, d.Config, func(ctx context.Context, a *app.App) error {
		f, err := a.MakeSample(ctx, app.Sample{World: d.World, Size: d.Size, Talks: d.Conversations, Seed: d.Seed})
		if fault.HasCode(err, "setup.done") {
			return errors.New("这里已经有组织了，示例数据只能放进空的数据目录 (an organisation exists here; sample data goes into an empty data folder only)")
		}
		if err != nil {
			return err
		}
		fmt.Printf("小满衣橱：%d 名员工，%d 位客户，%d 个会话，%d 条消息，用时 %s\n", f.Staff, f.Customers, f.Conversations, f.Messages, f.Took.Round(10*time.Millisecond))
		fmt.Printf("登录 (sign in)：admin、xiaolin…，密码 (password) %s\n", shop.Password)
		return nil
	})
}
