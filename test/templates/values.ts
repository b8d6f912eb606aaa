/** A source of numbers from 0 to 1 that is the same in each run. */
export type Random = () => number;

/** What the fields of the labelled statements stand for. `r` gives the randomness, `i` a whole number below a bound. */
export const values: Record<string, (i: (below: number) => number) => string> = {
	digit: (i) => String(i(10)),
	small: (i) => String(i(100)),
	n: (i) => String(i(10 ** (1 + i(9)))),
	n4: (i) => String(i(10_000)).padStart(4, "0"),
	n6: (i) => String(i(100)).padStart(6, "0"),
	pid: (i) => String(100 + i(32_000)),
	port: (i) => String(1_024 + i(60_000)),
	float: (i) => `${i(1_000)}.${i(100)}`,
	uptime: (i) => `${i(90_000)}.${String(i(1_000_000)).padStart(6, "0")}`,
	status: (i) => pick(i, "200 200 201 204 301 304 400 401 404 500 503"),
	bytes: (i) => String(i(10 ** (1 + i(7)))),
	size: (i) => `${i(1_000)}.${i(10)} ${pick(i, "B KB MB GB")}`,
	kb: (i) => `${i(1_000)}.${i(10)}`,
	dur: (i) => pick(i, ["1.52s", "340ms", "12.5ms", "2m3s", "890µs", "1h0m2s", "45s"]),
	eur: (i) => `${1 + i(9)}.${100 + i(900)},${10 + i(90)}`,
	letter: (i) => pick(i, "A B C D E F"),
	hex: (i) => hex(i, 6 + i(3)),
	hex2: (i) => hex(i, 2),
	hex8: (i) => hex(i, 8),
	hex32: (i) => hex(i, 32),
	hex0x: (i) => `0x${hex(i, 4 + i(9))}`,
	addr16: (i) => `0x${hex(i, 16)}`,
	sha: (i) => hex(i, 40),
	uuid: (i) => `${hex(i, 8)}-${hex(i, 4)}-4${hex(i, 3)}-a${hex(i, 3)}-${hex(i, 12)}`,
	base64: (i) => Array.from({ length: 43 }, () => BASE64[i(BASE64.length)]).join(""),
	mac: (i) => Array.from({ length: 6 }, () => hex(i, 2)).join(":"),
	ip: (i) => `${10 + i(200)}.${i(256)}.${i(256)}.${i(256)}`,
	ipport: (i) => `${10 + i(200)}.${i(256)}.${i(256)}.${i(256)}:${1_024 + i(60_000)}`,
	host: (i) => pick(i, "localhost cache broker primary replica"),
	hostn: (i) => `${pick(i, "web node db-master worker ip-10-0-0 rack2-node")}-${i(40)}`,
	fqdn: (i) =>
		`${pick(i, "www api cdn db-1 mail static.eu n17")}.${pick(i, "example.com acme.org shop.example.net corp.acme.internal")}`,
	user: (i) =>
		pick(
			i,
			"root admin ann bob carol deploy guest test oracle postgres git nagios zhang.wei jdoe svc_backup ftpuser user1",
		),
	users: (i) => pick(i, ["ann", "ann,bob", "yarn,carol", "root", "bob,deploy"]),
	email: (i) => `${pick(i, "ann bob carol info sales no-reply")}@${pick(i, "example.com acme.org mail.example.net")}`,
	phone: (i) => `138${String(i(100_000_000)).padStart(8, "0")}`,
	path: (i) =>
		`/${pick(i, "var/lib usr/share data/d1 home/ann tmp mnt/vol-3")}/${pick(i, "store/current logs/app.log img_001.png x part-00017 .cache/k")}`,
	devpath: (i) => pick(i, "/dev/vdb /dev/vdc /dev/sdb"),
	winpath: (i) => pick(i, ["C:\\Windows\\servicing\\core.dll", "C:\\Windows\\WinSxS\\x86_a_31bf\\wcp.dll"]),
	url: (i) =>
		`https://${pick(i, "api.example.com hooks.acme.org")}/${pick(i, "v1/orders status?x=1&y=2 a/b/c metrics")}`,
	urlpath: (i) =>
		pick(i, ["/", "/login", `/orders/${i(1_000)}`, "/api/v1/pods?limit=500", `/users/${i(99)}/carts`, "/favicon.ico"]),
	gofile: (i) => `${pick(i, "sync.go main.go head.go server.go")}:${i(900)}`,
	ver: (i) => `${i(9)}.${i(20)}.${i(20)}`,
	gover: (i) => `go1.${20 + i(5)}.${i(9)}`,
	method: (i) => pick(i, "GET GET GET POST PUT DELETE"),
	eth_n: (i) => `${pick(i, "eth ens enp0s")}${i(4)}`,
	en_n: (i) => `en${i(3)}`,
	sdn: (i) => `sd${pick(i, "a b c d")}${i(4)}`,
	vethid: (i) => `veth${hex(i, 7)}`,
	proc: (i) => pick(i, "nginx java python3 Finder postgres mdworker WindowServer php-fpm"),
	libname: (i) => pick(i, "libc-2.31.so libssl.so.1.1 nginx"),
	module_mod: (i) => pick(i, "mod_rewrite mod_ssl mod_php mod_status"),
	pool: (i) => pick(i, "www backend api-pool"),
	db: (i) => pick(i, "shop billing analytics"),
	table: (i) => pick(i, "orders carts users invoices line_items sessions"),
	app: (i) => pick(i, "psql pgAdmin shop-api metabase"),
	ident: (i) => pick(i, "sendMail fetch_rates cleanup map total user_id S_1 items rebuildIndex"),
	javaclass: (i) =>
		`${pick(i, "java.io org.acme.shop com.example.batch")}.${pick(i, "IOException CartMapper OrderJob$Inner TimeoutException")}`,
	javasimple: (i) => pick(i, "MainActivity SyncService AlarmReceiver SettingsActivity"),
	objcclass: (i) => pick(i, "MOContact MOEvent MONote"),
	bean: (i) => pick(i, "dataSource cacheManager metricsConfig mailSender"),
	bank: (i) => pick(i, "Visa Mastercard PayPal Klarna Amex"),
	sku: (i) => `SKU-${1_000 + i(9_000)}`,
	city: (i) => pick(i, "Berlin Hamburg Lyon Porto Gdansk Oslo Köln"),
	plz: (i) => String(10_000 + i(80_000)),
	svc: (i) => pick(i, "inventory payments mailer search-api gateway auth"),
	tenant: (i) => pick(i, "acme globex initech umbrella hooli default"),
	job: (i) => pick(i, "nightlyReport cleanup syncStock rebuild-index invoiceRun"),
	job_n: (i) => `job_${i(1e9)}_${i(99)}`,
	flag: (i) => pick(i, "new-checkout darkMode beta_search fastCart"),
	room: (i) => pick(i, "lobby general random support dev"),
	queue: (i) => pick(i, "default mails thumbnails billing exports"),
	rulegroup: (i) => pick(i, "node.rules alerts recording slo"),
	workername: (i) => `worker-${hex(i, 4)}`,
	sensor: (i) => pick(i, "inlet outlet core vrm"),
	partname: (i) => pick(i, `"alt0" "scip3" "psu1"`),
	linkname: (i) => `Interlink-${i(9)}T0${i(8)}:00:${i(6)}:${i(9)}`,
	domain: (i) => pick(i, "storage01_domain root11_domain root_domain"),
	rackid: (i) => `R${i(7)}${i(9)}-M${i(2)}-N${i(10)}-C:J${10 + i(8)}-U${i(2)}1`,
	browser: (i) => pick(i, "chrome firefox outlook"),
	ssid: (i) => pick(i, ["HomeNet", "Cafe Luna", "eduroam", "Guest-5G"]),
	bundleid: (i) =>
		`com.${pick(i, "apple acme example")}.${pick(i, "mdworker.shared agent.update FolderActions imklaunch")}`,
	devname: (i) => pick(i, ["Magic-Mouse", "BandPro", "AirBuds", "WatchGT2"]),
	volume: (i) => pick(i, "Vault TimeDisk Archive"),
	lockname: (i) => pick(i, ["View Lock", "RILJ", "*job*", "AudioMix"]),
	androidpkg: (i) => `com.${pick(i, "android acme google example")}.${pick(i, "phone systemui chat maps.nav mail")}`,
	kbpackage: (i) => `Package_for_KB${3_000_000 + i(99_999)}~31bf3856ad364e35~amd64~~6.1.${i(9)}.${i(9)}`,
	winservice: (i) => pick(i, "wuauserv BITS Spooler TrustedInstaller"),
	k8sctl: (i) => pick(i, "replicaset deployment job endpoint-slice cronjob"),
	k8spod: (i) => `${pick(i, "web payments-api cache")}-${hex(i, 9)}-x${i(9)}k2p`,
	k8sname: (i) => `${pick(i, "default shop infra")}/web-${hex(i, 8)}`,
	image: (i) => `registry.example.com/${pick(i, "shop/web infra/cache")}:v${i(9)}.${i(9)}`,
	printer: (i) => pick(i, "HP-Flur Lager-West Empfang Kyocera2"),
	artikel: (i) => pick(i, ["Tisch", "Stuhl Oslo", "Lampe 40W", "Regal"]),
	germanname: (i) => pick(i, "Müller Schmidt Weiß Jäger Özdemir Krause Vogel"),
	chinesename: (i) => pick(i, "张三 李四 王伟 赵敏 陈静"),
	player: (i) => pick(i, "Steve alex_99 DragonSlayer xX_bob_Xx Notch MiaPlays"),
	mob: (i) => pick(i, "Zombie Skeleton Creeper Spider"),
	worldname: (i) => pick(i, "world lobby survival"),
	dimension: (i) => pick(i, "overworld the_nether the_end"),
	advancement: (i) => pick(i, ["Stone Age", "Hot Stuff", "Getting an Upgrade", "Diamonds!"]),
	kickreason: (i) => pick(i, ["Flying is not enabled", "Timed out", "Spam"]),
	chat: (i) => pick(i, ["hello all", "anyone here?", "brb", "gg", "who took my stuff", "selling 5 apples"]),
	command: (i) => pick(i, ["home", "tpa alex_99", "spawn", "give Notch diamond 5"]),
	railsctl: (i) => pick(i, "OrdersController CartsController Admin::UsersController Api::V1::ItemsController"),
	railsjob: (i) => pick(i, "SendReceiptJob SyncStockJob CleanupJob"),
	railsmodel: (i) => pick(i, "Order Cart User LineItem"),
	id22: (i) => Array.from({ length: 22 }, () => BASE64[i(BASE64.length)]).join(""),
	esindex: (i) => pick(i, ["logs-2026.03.10", "metrics-shop-000042", ".kibana_7", "orders", "users_v3"]),
	ciscoif: (i) =>
		`${pick(i, "GigabitEthernet FastEthernet Vlan TenGigabitEthernet")}${pick(i, "0/1 1/0/24 10 0/0/0.100")}`,
	mqtttopic: (i) => pick(i, "home/kitchen/temp garden/valve/1/state dev/7f3a/up"),
	// Times, as headers write them.
	epoch: (i) => String(1_700_000_000 + i(9_999_999)),
	epochms: (i) => String(1_700_000_000_000 + i(999_999_999)),
	iso: (i) => `2026-03-${day(i)} ${clock(i)}`,
	"iso,": (i) => `2026-03-${day(i)} ${clock(i)},${millis(i)}`,
	"iso.": (i) => `2026-03-${day(i)} ${clock(i)}.${millis(i)}`,
	isoT: (i) => `2026-03-${day(i)}T${clock(i)}.${millis(i)}Z`,
	syslog: (i) => `Mar ${String(1 + i(28)).padStart(2)} ${clock(i)}`,
	ctime: (i) => `${pick(i, "Mon Tue Sun")} Mar ${day(i)} ${clock(i)} 2026`,
	yymmdd: (i) => `2603${day(i)}`,
	hhmmss: (i) => clock(i).replaceAll(":", ""),
	"yy/mm/dd hms": (i) => `26/03/${day(i)} ${clock(i)}`,
	"mm.dd hms": (i) => `03.${day(i)} ${clock(i)}`,
	"mm-dd hms.": (i) => `03-${day(i)} ${clock(i)}.${millis(i)}`,
	"dd.mm.yyyy hms": (i) => `${day(i)}.03.2026 ${clock(i)}`,
	"dd Mon yyyy hms.": (i) => `${day(i)} Mar 2026 ${clock(i)}.${millis(i)}`,
	"yyyymmdd-hms": (i) => `202603${day(i)}-${i(24)}:${i(60)}:${i(60)}:${i(1_000)}`,
	isoT6: (i) => `2026-03-${day(i)}T${clock(i)}.${millis(i)}${millis(i)}`,
	"yyyy/mm/dd hms": (i) => `2026/03/${day(i)} ${clock(i)}`,
	"dd/mm/yyyy hms": (i) => `${day(i)}/03/2026 ${clock(i)}`,
	"Mon dd hms.": (i) => `Mar ${day(i)} ${clock(i)}.${millis(i)}`,
	dotdate: (i) => `2026.03.${day(i)}`,
	bgltime: (i) => `2026-03-${day(i)}-${clock(i).replaceAll(":", ".")}.${i(1_000_000)}`,
	mmdd: (i) => `03${day(i)}`,
	hms: clock,
	"hms.us": (i) => `${clock(i)}.${millis(i)}${millis(i)}`,
	mmss: (i) => pick(i, ["00:01", "01:12", "1:02:03", "12:44"]),
};

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function pick(i: (below: number) => number, from: string | string[]): string {
	const list = typeof from === "string" ? from.split(" ") : from;
	return list[i(list.length)] ?? "";
}

function hex(i: (below: number) => number, length: number): string {
	return Array.from({ length }, () => i(16).toString(16)).join("");
}

function clock(i: (below: number) => number): string {
	return [i(24), i(60), i(60)].map((part) => String(part).padStart(2, "0")).join(":");
}

const day = (i: (below: number) => number) => String(1 + i(28)).padStart(2, "0");
const millis = (i: (below: number) => number) => String(i(1_000)).padStart(3, "0");
