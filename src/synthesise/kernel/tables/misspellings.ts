// Data table: how French names are heard wrong, and which letters lie side by side on the keyboard.

/** Spellings that sound alike in French: `from to`, applied to lower-case letters inside a name. */
export const ALIKE: string = 'eau au;au eau;au o;aud aut;ault aud;ard art;art ard;et ais;ert er;ph f;f ph;y i;i y;qu k;k c;c k;ss s;s ss;tt t;t tt;nn n;n nn;ll l;l ll;mm m;rr r;ff f;pp p;th t;t th;ai é;é er;er é;an en;en an;in ain;ain in;ein in;oi oy;oy oi;z s;s z;ch sh;sch ch;ou ouh;d t;ier iez;ez é;gn ni;x s;œu eu;ille ie;h ;e ';

/** Keys of the AZERTY keyboard next to each letter: `letter neighbours`. */
export const KEYBOARD: string = 'a zq;b vn;c xv;d sf;e zr;f dg;g fh;h gj;i uo;j hk;k jl;l km;m lp;n b;o ip;p om;q as;r et;s qd;t ry;u yi;v cb;w x;x wc;y tu;z ae';
