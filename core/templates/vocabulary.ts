const words = (list: string) => new Set(list.trim().split(/\s+/));

/** What masking writes. Others in angle brackets, such as `<init>`, are words of the line. */
export const PLACEHOLDERS = words(
	`<num> <id> <hex> <uuid> <ip> <mac> <host> <path> <url> <email> <time> <duration> <size> <ver> <bool> <str> <val>
	<data> <*>`,
);

/** Keys whose values are what the program says, not what it says it about. */
export const TEXT_KEYS = words(
	`msg message error err errmsg exception stderr event log text body level severity lvl logger component module`,
);

/** Levels, in lower case. */
export const LEVELS = words(
	`trace debug info information informational notice warn warning error err severe fatal critical crit alert emerg
	emergency verbose fine finer finest config panic fail t d i w e f v`,
);

/** After these a short code in capitals is what went wrong, and a word of the statement. */
export const CODE_WORDS = words(
	`error errors err errno code codes sqlstate sqlcode exception fault warning status errcode errorcode fatal abend
	lint rule diagnostic cve`,
);

/** Names of techniques that are spelled with digits. Lower case. */
export const TECHNICAL = words(
	`ipv4 ipv6 ip4 ip6 utf8 utf-8 utf16 utf-16 utf32 utf-32 latin1 iso8859-1 iso-8859-1 md4 md5 sha0 sha1 sha-1 sha2 sha3
	sha224 sha256 sha-256 sha384 sha512 sha-512 rc4 des3 aes128 aes-128 aes192 aes256 aes-256 base32 base58 base64 base85
	crc16 crc32 crc32c crc64 x86 x64 x86_64 x86-64 i386 i486 i586 i686 amd64 arm64 armv7 aarch64 ia32 ia64 win32 win64
	int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 bfloat16 fp16 fp32 ext2 ext3 ext4 fat16
	fat32 http2 http3 h2 h2c h3 s3 ec2 k8s k3s i18n l10n a11y l7 l4 oauth1 oauth2 oauth2.0 x509 x.509 log4j log4j2 slf4j
	log4net junit4 junit5 p2p b2b b2c d2d 2fa mp3 mp4 h264 h.264 h265 3d 2d v8 y2k bzip2 lz4 web3 f5 c99 es5 es6 es2015
	node.js next.js vue.js three.js d3 socks4 socks5 pop3 imap4 smb2 smb3 nfs3 nfs4 nfsv3 nfsv4 ps2 e2e gb2312 gb18030
	windows-1252 w3c rfc3339 rfc5424 iso8601 iso-8601`,
);

/** Last labels of host names. Those in NEEDS_THREE are also words, so that two labels do not make a host. */
export const TOP_LEVEL = words(
	`com net org edu gov mil int info biz dev app cloud local localdomain lan internal intranet corp test example invalid
	cluster arpa io ai co me tv uk de fr nl it es ru cn jp kr in br au ca us eu ch at se no fi dk pl cz be pt gr tr tw hk
	sg ie nz za mx ar il ua ro hu`,
);
export const NEEDS_THREE = words(
	`int info dev app local test example invalid cluster internal io ai co me tv uk de fr nl it es in at no us be ch se
	is id ca au ie il ro`,
);
/** First labels of package names, which are hosts read backwards. */
export const PACKAGE_ROOTS = words("com org net edu gov io de fr uk ru cn jp nl it eu dev app me ai");

/** Ends of file names, but for those that members of objects have as well. */
export const FILE_ENDS = words(
	`js ts tsx jsx mjs cjs vue svelte py pyc rb go rs java kt scala php cs cpp hpp cc swift sh bash bat ps1 sql html htm
	css scss json jsonl ndjson xml yaml yml toml ini conf cfg cnf properties log txt csv tsv parquet avro orc gz zip
	tar tgz bz2 xz zst rar 7z jar war ear so dll exe sys msi cab dat db sqlite mdb pid sock tmp bak swp png jpg jpeg gif
	svg webp ico pdf doc docx xls xlsx ppt pptx md rst crt cer pem pfx jks wav mp3 mp4 avi mov mkv iso img vmdk qcow2 apk
	ipa plist rpm deb whl`,
);

/** Units that a number may carry behind a space, and what number and unit are together. */
export const UNITS = new Map<string, string>();
for (const unit of words(
	"B KB kB kb KiB MB MiB GB GiB TB TiB PB PiB bytes byte Bytes bits bit Kbps kbps Mbps Gbps MB/s KB/s GB/s B/s",
)) {
	UNITS.set(unit, "<size>");
}
for (const unit of words(
	`ns us µs μs ms msec msecs millis milliseconds millisecond microseconds microsecond nanoseconds nanosecond s sec secs
	second seconds min mins minute minutes h hr hrs hour hours day days week weeks`,
)) {
	UNITS.set(unit, "<duration>");
}
