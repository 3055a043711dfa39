package channel

import "testing"

func TestWhoIsInDangerIsHeard(t *testing.T) {
	for _, text := range []string{
		"救命", "救 命", "救\u3000命啊", "救救我", "快來救救我", "着火了", "著火了", "厨房着了火", "廚房著了火", "起火", "火災", "房间冒烟", "房間冒煙", "爆炸了",
		"煤气外泄", "煤氣外洩", "燃气漏了", "燃氣漏了", "天然气泄漏", "天然氣洩漏", "瓦斯外洩", "瓦斯味好重", "屋里有煤气味", "家里漏煤气", "漏瓦斯",
		"有人触电", "有人觸電", "食物中毒", "小孩溺水", "老人晕倒了", "老人暈倒了", "昏迷不醒", "流血不止", "流血", "快叫救护车", "快叫救護車", "心脏病发作", "心臟病發作",
		"喘不过气", "喘不過氣", "没呼吸了", "沒呼吸了", "呼吸困难", "电梯里困住了", "電梯裡困住了", "被困在电梯", "有人被困", "割腕", "我要自杀", "我要自殺", "想死", "我真的想死", "不想活了", "活不下去了", "跳楼", "跳樓",
		"有人持刀", "他拿刀", "我要报警", "幫我報警", "家暴", "他在打我", "孩子走失", "绑架", "綁架", "房子塌了",
		"I can\u2019t breathe", "I can't breathe", "i cant breathe", "he is not breathing", "gas is leaking", "Gas leak in the hall", "I smell gas", "fire!", "FIRE", "the house is on fire", "there is a fire",
		"heart attack", "he's having a heart attack", "SOS", "s.o.s? SOS!", "help!", "help me", "please help me!", "Help me, he has a knife", "call an ambulance", "this is an emergency", "she is unconscious", "he is bleeding",
		"I want to die", "I'm going to kill myself", "trapped in the elevator", "stuck in the lift", "my son is drowning", "she took an overdose", "call the police", "a man with a gun", "suicide",
	} {
		if !Alarming(text) {
			t.Errorf("not heard: %s", text)
		}
	}
	for _, text := range []string{
		"Can you help me with my order?", "could you help me find my parcel", "help me understand", "想死你们了", "想死你們了", "我想死你了", "出血价", "跳楼价", "跳樓價", "大出血价", "报警器怎么买", "報警器怎麼買", "火灾报警器怎么买",
		"打人", "急救包", "急救包多少钱", "急救箱", "灭火器怎么买", "漏电保护器", "你们全是骗子", "退钱", "垃圾客服", "fire sale", "you are fired", "fireplace", "Is the sostenuto pedal included", "gas stove price",
		"breathe easy", "heart shaped box", "天然气费多少", "瓦斯爐多少錢", "", "在吗", "命", "救我的订单吧", "emergency contact",
	} {
		if Alarming(text) {
			t.Errorf("heard: %s", text)
		}
	}
}
